"""The command `inlet`."""

import click

from inlet.commands.abort import abort
from inlet.commands.completion import completion
from inlet.commands.events import events
from inlet.commands.get import get
from inlet.commands.history import history
from inlet.commands.janitor import janitor
from inlet.commands.keys import keys
from inlet.commands.login import login
from inlet.commands.logout import logout
from inlet.commands.ls import ls
from inlet.commands.members import members
from inlet.commands.mv import mv
from inlet.commands.projects import projects
from inlet.commands.reprocess import reprocess
from inlet.commands.restore import restore
from inlet.commands.rm import rm
from inlet.commands.status import status
from inlet.commands.tag import tag
from inlet.commands.tenants import tenants
from inlet.commands.upload import upload
from inlet.commands.whoami import whoami
from inlet.terminal.shell import Shell
from inlet.version import VERSION


@click.group(cls=Shell, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="inlet", message="%(prog)s %(version)s")
def main() -> None:
    """Upload files and send events to Inlet, and see what became of them.

    \b
    inlet login --api https://…        sign in, once
    inlet upload holiday/ film.mp4     files and folders, resumed where they were left
    inlet status ID                    how an upload stands
    inlet ls --tag holiday             the files that there are
    inlet get ID                       the file, or with --variant what was made of it
    inlet rm ID                        delete it; inlet restore ID brings it back
    inlet history ID                   who changed it, when, and what was before
    inlet events send app.ndjson       events of a file; inlet events, stats, tail … show them

    Results go to stdout, all else to stderr. Exit status: 0 all is well, 1 something was refused or failed, 2 the
    command is wrong, 3 not signed in or not allowed, 4 the API cannot be reached, 130 interrupted.
    """


_FILES = (upload, status, abort, ls, get, history, tag, mv, rm, restore, reprocess)
for _command in (login, logout, whoami, *_FILES, events, keys, tenants, members, projects, janitor, completion):
    main.add_command(_command)
