package sourcing

import "time"

// Candidate is an offer on a chat's shortlist, with the search that found it.
type Candidate struct {
	Offer       Offer
	CollectedBy string // open id
	CollectedAt time.Time
	SearchID    string   // the search whose card it was collected from
	Keywords    string   // of that search
	Filters     []string // of that search, the gateway's keys
}
