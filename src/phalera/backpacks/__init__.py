"""Where badges go by themselves: connections to hosts, and each badge's way there."""
