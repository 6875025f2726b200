"""python -m inlet: the command line."""

from inlet.commands.main import main

main(prog_name="inlet")
