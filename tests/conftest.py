"""What every test may count on, whatever started the tests."""

import signal

# Whoever starts them may have these ignored, as `nohup` and a shell's `&` do, and every process here would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
