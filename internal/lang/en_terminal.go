package lang

// enTerminal gives the texts of tusou search in English.
func enTerminal() Terminal {
	return Terminal{
		Usage: Usage{
			Line: "usage: tusou search [options] IMAGE… [terms…]",
			About: []string{
				"Finds dropship offers of 1688 by picture and prints them as a table. A picture is a file, a web address (http:// or https://) or - (standard input); there may be several.",
				"All other arguments are terms, written as beside a picture in the chat: filters, price, order, keywords, in any order. Price and order are applied to the offers that were found.",
				"Only the gateway and the image store have to be set. With pictures in the data directory the command listens on TUSOU_HTTP_ADDR itself while it searches; where tusou serve listens already, that is used. Stored pictures are removed after the search.",
				"If a picture could not be searched the exit status is 1 and the reason is on standard error; the others are answered all the same.",
			},
			OptionsTitle: "options",
			Options: []Example{
				{"--json", "one line of JSON a picture, with stable field names and amounts in yuan"},
				{"--env-file FILE", "read settings from a file; the environment wins"},
				{"--", "what follows is no option"},
				{"--help", "show this text"},
			},
			ExamplesTitle: "examples",
			Examples: []Example{
				{"tusou search fan.jpg", "one picture"},
				{"tusou search fan.jpg free shipping 48h under 20 cheapest mini fan", "with terms"},
				{"tusou search a.jpg b.jpg douyin 7 day return", "several pictures, the same terms"},
				{"tusou search https://example.com/fan.jpg 10-20", "a picture on the web"},
				{"curl -s https://example.com/fan.jpg | tusou search - --json", "standard input, JSON"},
			},
		},
		Number:      "#",
		Price:       "price",
		Consign:     "dropship",
		Badges:      "badges",
		Title:       "title",
		Link:        "link",
		NoPrice:     "-",
		Input:       "standard input",
		Failed:      "%s: %s %s",
		NoPicture:   "No picture: give a file, a web address or - (standard input); see tusou search --help.",
		NoneOf:      "No picture: of %s none is a file. Give a file, a web address or - (standard input); see tusou search --help.",
		NotHere:     "“%s” is a command of the chat, here only terms are understood; see tusou search --help.",
		UnknownFlag: "There is no option %s; see tusou search --help.",
		NeedsValue:  "%s needs a value; see tusou search --help.",
		Interrupted: "Interrupted.",
		Folder:      "it is a folder",
		NotPublic:   "the address is not public",
		NoAddress:   "pictures cannot be fetched from such an address",
		Redirects:   "too many redirects",
		Status:      "HTTP %d",
		Unserved:    "what listens on %s does not serve the pictures of this data directory",
		NoListener:  "it is not possible to listen on %s",
		Problems: map[Problem]ProblemText{
			ProblemNotPicture:  {"Not a picture", "What came is no picture.", "Use a product picture as JPG, PNG or WebP."},
			ProblemUnreadable:  {"The picture cannot be opened", "The picture is damaged or incomplete.", "Save it anew and try again."},
			ProblemTooSmall:    {"The picture is too small", "The picture is too small to recognise the product.", "Use a larger one, best with 256 pixels or more on each side."},
			ProblemTooLarge:    {"The picture is too large", "The picture's file or dimensions are over the limit.", "Compress it and try again."},
			ProblemUnsupported: {"This picture format is not supported", "Pictures of this format cannot be opened yet.", "Convert it to JPG or PNG."},
			ProblemFile:        {"The file cannot be read", "The file cannot be read.", "Check its name and permissions."},
			ProblemAddress:     {"No picture at this address", "No picture could be fetched from this address.", "Check the address, or download the picture and search the file; addresses of a private network have to be allowed by TUSOU_FETCH_ALLOW_PRIVATE."},
			ProblemRefused:     {"1688 did not accept this search", "The search interface refused the request.", "Try again, or with fewer filters; if it persists, run tusou doctor."},
			ProblemThrottled:   {"Too many searches", "The search interface says that requests come too often.", "Wait a minute and try again."},
			ProblemTimeout:     {"The search timed out", "The search interface gave no answer in time.", "Try again; a second attempt usually works."},
			ProblemUnavailable: {"The search service cannot be reached", "The search interface of 1688 cannot be reached right now.", "Try again in a few minutes; if it persists, run tusou doctor."},
			ProblemGarbled:     {"The search result cannot be read", "The search interface returned something incomplete or wrong.", "Try again; if it persists, give the lines below to the administrator."},
			ProblemBreaker:     {"The search is paused", "The search interface failed several times in a row, so it is left alone for some seconds; this picture was not searched.", "Wait a few seconds and try again."},
			ProblemStore:       {"The picture could not be stored", "The picture could not be stored, so it cannot be searched.", "Run tusou doctor to check the image store and its public address."},
			ProblemInternal:    {"Something went wrong", "The program made a mistake; this search did not work.", "Try again; if it persists, ask the administrator."},
		},
	}
}

// enCause gives the usual reasons of failures.
func enCause() Cause {
	return Cause{
		Name:        "its name cannot be resolved",
		Refused:     "connection refused, nothing listens there",
		Timeout:     "no answer in time",
		Certificate: "its HTTPS certificate is not trusted",
		Canceled:    "the check was interrupted",
		Full:        "no room is left",
		Missing:     "there is no such file",
		Permission:  "the system does not permit it",
	}
}
