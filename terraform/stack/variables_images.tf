variable "images" {
  description = "What is made of images: sides of thumbnails in pixels (200 and 800 are those that the API's examples name), JPEG quality in percent, the most pixels and images of a file that are processed, and whether Amazon Rekognition says what is in them (it costs per image, and is not in every region)."
  type = object({
    thumbnail_sizes = optional(list(number), [200, 800])
    jpeg_quality    = optional(number, 80)
    max_pixels      = optional(number, 100000000)
    max_frames      = optional(number, 1000)
    labels          = optional(bool, false)
  })
  default = {}

  validation {
    condition = length(var.images.thumbnail_sizes) > 0 && alltrue([for side in var.images.thumbnail_sizes :
      side >= 16 && side <= 4096 && floor(side) == side
    ])
    error_message = "There is at least one thumbnail, and each is a whole number of 16 to 4096 pixels."
  }

  validation {
    condition     = var.images.jpeg_quality >= 1 && var.images.jpeg_quality <= 95 && floor(var.images.jpeg_quality) == var.images.jpeg_quality
    error_message = "JPEG quality is a whole number of 1 to 95."
  }

  validation {
    condition     = var.images.max_pixels >= 1000000 && var.images.max_pixels <= 600000000 && floor(var.images.max_pixels) == var.images.max_pixels
    error_message = "From 1,000,000 to 600,000,000 pixels: more do not fit into the 10,240 MB that a function has at most."
  }

  validation {
    condition     = var.images.max_frames >= 1 && floor(var.images.max_frames) == var.images.max_frames
    error_message = "max_frames is a whole number from 1."
  }
}
