"""What results look like: numbers in words, rates with their counts, trees and figures."""
