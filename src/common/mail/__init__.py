"""Mail: letters, whom they go to, and how they are sent."""
