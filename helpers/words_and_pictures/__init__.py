"""What lesson 15 draws, says and restyles with."""
