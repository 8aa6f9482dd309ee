package lang

// Problem is a code for what kept a picture from being searched. What people
// read of a failure comes only from the table by these codes.
type Problem string

// The problems. Those of the gateway have the names of the failure kinds in
// package sourcing.
const (
	ProblemNotPicture  Problem = "not_picture" // the bytes are no picture
	ProblemUnreadable  Problem = "unreadable"  // a picture that is damaged
	ProblemTooSmall    Problem = "too_small"   // too few pixels to recognise anything
	ProblemTooLarge    Problem = "too_large"   // too many bytes or pixels
	ProblemUnsupported Problem = "unsupported" // a picture format that is not decoded here
	ProblemDownload    Problem = "download"    // the platform did not hand the picture out
	ProblemFile        Problem = "file"        // a file of this machine cannot be read
	ProblemAddress     Problem = "address"     // an address gave no picture
	ProblemPermission  Problem = "permission"  // the app may not read the picture
	ProblemGone        Problem = "gone"        // the picture was withdrawn or has expired
	ProblemRefused     Problem = "refused"     // the gateway said no
	ProblemThrottled   Problem = "throttled"   // the gateway says too often
	ProblemTimeout     Problem = "timeout"     // the gateway did not answer in time
	ProblemUnavailable Problem = "unavailable" // the gateway cannot be reached
	ProblemGarbled     Problem = "garbled"     // the gateway's answer is none
	ProblemBreaker     Problem = "breaker"     // the gateway failed so often that it is left alone for a while
	ProblemStore       Problem = "store"       // pictures or data cannot be stored
	ProblemQuota       Problem = "quota"       // the person's searches of the day are used up
	ProblemInternal    Problem = "internal"    // a mistake of the program
	ProblemSpent       Problem = "spent"       // the tenant's calls of the platform are used up for the month
)

// AllProblems gives every problem, for tables that must be complete.
func AllProblems() []Problem {
	return []Problem{
		ProblemNotPicture, ProblemUnreadable, ProblemTooSmall, ProblemTooLarge, ProblemUnsupported,
		ProblemDownload, ProblemFile, ProblemAddress, ProblemPermission, ProblemGone,
		ProblemRefused, ProblemThrottled, ProblemTimeout, ProblemUnavailable, ProblemGarbled, ProblemBreaker,
		ProblemStore, ProblemQuota, ProblemInternal, ProblemSpent,
	}
}

// ProblemText is what a person reads about a problem.
type ProblemText struct {
	Title  string // a few words, the card's header
	Reason string // what happened, one sentence
	Advice string // what to do now
}
