"""inlet completion: scripts by which shells complete what is typed."""

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands in a shell.

    \b
    eval "$(inlet completion bash)"                                    in ~/.bashrc
    eval "$(inlet completion zsh)"                                     in ~/.zshrc
    inlet completion fish > ~/.config/fish/completions/inlet.fish
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"{shell} is not known")
    click.echo(found(ctx.find_root().command, {}, "inlet", "_INLET_COMPLETE").source())
