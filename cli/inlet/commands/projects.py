"""inlet projects: those of a tenant, and who is in them."""

import click

from inlet.commands.members import show, show_one
from inlet.terminal import output, shapes
from inlet.terminal.connection import Connection, as_json, connected
from inlet.terminal.shell import Listing
from inlet.values import Project


@click.group(cls=Listing)
def projects() -> None:
    """The projects of the tenant.

    \b
    inlet projects
    inlet projects create posters --name "Posters 2026"
    inlet projects add posters u-0123456789abcdef0123456789abcdef
    """


@projects.command("list")
@as_json
@connected
def every(target: Connection, as_json: bool) -> None:
    """List the projects that you see."""
    with target.client() as client:
        found = client.projects()
    if as_json:
        output.document({"items": [shapes.project(one) for one in found]})
    else:
        _show(found)


@projects.command()
@click.argument("project", metavar="ID")
@click.option("--name", help="What people call it; else its id.")
@as_json
@connected
def create(target: Connection, project: str, name: str | None, as_json: bool) -> None:
    """Make a project; for owners of the tenant."""
    with target.client() as client:
        made = client.create_project(project, name or project)
    if as_json:
        output.document(shapes.project(made))
    else:
        _show([made])


@projects.command("members")
@click.argument("project", metavar="ID")
@as_json
@connected
def members_of(target: Connection, project: str, as_json: bool) -> None:
    """List who is in a project."""
    with target.client() as client:
        show(client.project_members(project), as_json)


@projects.command()
@click.argument("project", metavar="ID")
@click.argument("user")
@as_json
@connected
def add(target: Connection, project: str, user: str, as_json: bool) -> None:
    """Let a member of the tenant into a project."""
    with target.client() as client:
        show_one(client.add_project_member(project, user), as_json)


@projects.command()
@click.argument("project", metavar="ID")
@click.argument("user")
@as_json
@connected
def remove(target: Connection, project: str, user: str, as_json: bool) -> None:
    """Take a member out of a project."""
    with target.client() as client:
        client.remove_project_member(project, user)
    if as_json:
        output.document({"userId": user, "projectId": project, "role": None})
    output.say(f"Taken out of {project}: {user}")


def _show(found: list[Project]) -> None:
    output.table(("id", "name"), [(one.id, one.name) for one in found])
