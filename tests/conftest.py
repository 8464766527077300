"""What every test shares: our own folder of specification data and corpora, where it is present."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of specification data and corpora that lies beside the project, or skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder of specification data and corpora is not beside this checkout")
    return SHARED
