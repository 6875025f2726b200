"""What is found out about a PDF: its pages, who wrote it and when, its text, and how its first page looks."""
