package cards

// person names somebody by open id; the platform shows name and picture. It
// mentions nobody, and refuses a card with an id that is no person of the
// tenant.
type person struct {
	Tag        string `json:"tag"`
	UserID     string `json:"user_id"`
	Size       string `json:"size"`
	ShowAvatar bool   `json:"show_avatar"`
	ShowName   bool   `json:"show_name"`
	Style      string `json:"style"`
}

func (person) component() {}

func newPerson(openID string) person {
	return person{Tag: "person", UserID: openID, Size: "extra_small", ShowAvatar: true, ShowName: true, Style: "normal"}
}
