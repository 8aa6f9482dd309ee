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

	// Spend is called once when this question makes the gateway be asked, just
	// before: not for an answer that is known, not where another's identical
	// question is under way, not again for a second attempt. Its error refuses
	// the question and is given back as it is. Nil: asking costs nothing.
	Spend func(ctx context.Context) error
	// Refund takes a Spend back: the gateway then gave no answer, even where an
	// older one stands in. Its ctx lives on when the question's has ended.
	Refund func(ctx context.Context)
}

// Found is the answer to a Question and where it came from.
type Found struct {
	AnswerID string // names the stored answer
	Answer   Answer
	Cached   bool     // answered before: no call was made for this question
	Stale    bool     // the gateway failed, this is an older answer
	Failure  *Failure // why it is stale
}

// DetailQuestion is the question for what is known of one offer. Fresh, Spend
// and Refund are those of Question.
type DetailQuestion struct {
	OfferID string // decimal digits
	Fresh   bool
	Spend   func(ctx context.Context) error
	Refund  func(ctx context.Context)
}

// FoundDetail is the answer to a DetailQuestion and where it came from, as
// Found says it.
type FoundDetail struct {
	Detail  Detail
	Cached  bool
	Stale   bool
	Failure *Failure
}
