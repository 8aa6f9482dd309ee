// Package sourcing is the domain of tusou: offers of the 1688 dropship market,
// the question that finds them, the answer, and the ways a buyer looks at an
// answer (price range, order, offers that share one picture).
//
// The package is pure: it reads no clock, no file and no network, and it
// imports nothing else of the project, so that every other package can speak
// in its terms.
package sourcing
