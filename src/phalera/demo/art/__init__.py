"""Badge art, drawn by our own code: geometry and palette, grounds and fittings, cells and figures, then the badge."""
