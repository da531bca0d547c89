"""Hold a process just before it moves the champion, until it is told to go on; Python imports this module by its name."""

import os
import sys


def _hold(event: str, arguments: tuple[object, ...]) -> None:
    if event == "os.link" and "/aliases/champion/" in str(arguments[1]):
        with open(os.environ["HELD_ARRIVED"], "w") as arrived:
            arrived.write("here")
        with open(os.environ["HELD_GO_ON"]) as go_on:
            go_on.read()


sys.addaudithook(_hold)
