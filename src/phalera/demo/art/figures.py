"""Every figure by its name."""

from phalera.demo.art import figures_craft, figures_nature, figures_signs, figures_work
from phalera.demo.art.cells import Figure

FIGURES: dict[str, Figure] = {
    **figures_signs.FIGURES,
    **figures_nature.FIGURES,
    **figures_craft.FIGURES,
    **figures_work.FIGURES,
}
