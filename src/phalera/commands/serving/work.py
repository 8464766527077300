"""The worker as a child of `phalera serve`: like `phalera worker`, and gone when its parent is."""

import os

from phalera.commands.serving import supervisor


def main() -> None:
    """Work until told to stop."""
    supervisor.die_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phalera.config.settings")
    import django

    django.setup()
    from phalera.jobs import worker

    worker.run()


if __name__ == "__main__":
    main()
