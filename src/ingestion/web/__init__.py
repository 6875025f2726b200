"""What every function of the API shares: requests, answers, and the contract that they keep."""
