"""What the runs of a project left: listed, looked at, held against each other, taken away and handed on."""
