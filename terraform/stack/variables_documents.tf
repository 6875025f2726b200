variable "documents" {
  description = "What is read of PDFs: text of how many pages, and how many bytes of it are kept, in UTF-8. The quality of a first page's picture is that of images."
  type = object({
    max_pages  = optional(number, 1000)
    text_bytes = optional(number, 1000000)
  })
  default = {}

  validation {
    condition     = var.documents.max_pages >= 1 && floor(var.documents.max_pages) == var.documents.max_pages
    error_message = "max_pages is a whole number from 1."
  }

  # The process that reads a document writes no larger file than 64 MB.
  validation {
    condition     = var.documents.text_bytes >= 1000 && var.documents.text_bytes <= 50000000 && floor(var.documents.text_bytes) == var.documents.text_bytes
    error_message = "text_bytes is a whole number of 1,000 to 50,000,000."
  }
}
