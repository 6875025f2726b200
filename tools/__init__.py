"""What make calls to build, check and deploy Inlet. Nothing here is deployed."""
