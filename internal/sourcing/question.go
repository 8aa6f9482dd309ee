package sourcing

import "context"

// Question is one search as the bot asks for it: pictures that look the same
// have one id, and keywords and filters are part of the question. Price range
// and order are not: they are views on its answer.
type Question struct {
	PictureID string
	// Address gives an address under which the gateway can fetch the picture.
	// It is called at most once, and only when the gateway is to be asked.
	Address  func(ctx context.Context) (string, error)
	Keywords string
	Filters  []string
	Fresh    bool // ask the gateway although a fresh answer is known
}

// Found is the answer to a Question and where it came from.
type Found struct {
	AnswerID string // names the stored answer
	Answer   Answer
	Cached   bool     // answered before: no call was made for this question
	Stale    bool     // the gateway failed, this is an older answer
	Failure  *Failure // why it is stale
}
