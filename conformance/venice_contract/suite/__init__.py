"""The tests of an API, run by pytest against whatever server the shell points them at.

`runner.run_suite` is the way in. Every request of every test leaves through the one transport that
it is given, so that pacing, journal and masking hold for the property suite and the generated
client alike.
"""
