"""The stories of the product, one file each, one line for each arrow of the flow: read these first."""
