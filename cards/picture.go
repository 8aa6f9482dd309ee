package cards

// img is one picture, named by the key that uploading it gave.
type img struct {
	Tag          string    `json:"tag"`
	Key          string    `json:"img_key"`
	Alt          plainText `json:"alt"`
	ScaleType    string    `json:"scale_type,omitempty"`
	Size         string    `json:"size,omitempty"`
	CornerRadius string    `json:"corner_radius,omitempty"`
}

func (img) component() {}

// imgCombination is several pictures in one grid, at most six here.
type imgCombination struct {
	Tag          string  `json:"tag"`
	Mode         string  `json:"combination_mode"`
	CornerRadius string  `json:"corner_radius,omitempty"`
	Images       []keyed `json:"img_list"`
}

func (imgCombination) component() {}

// keyed is one picture of an imgCombination.
type keyed struct {
	Key string `json:"img_key"`
}

// newPictures gives the pictures of one product: one alone at 160 px, more in
// rows of at most three, so that six take two thirds of the card's width in
// height and not one and a half times it. Without a picture it gives nothing.
func newPictures(keys []string) []element {
	modes := []string{2: "double", 3: "triple", 4: "trisect", 5: "trisect", 6: "trisect"}
	keys = keys[:min(len(keys), len(modes)-1)]
	switch len(keys) {
	case 0:
		return nil
	case 1:
		one := newThumbnail(keys[0])
		one.Size = "large"
		return []element{one}
	}
	images := make([]keyed, len(keys))
	for i, key := range keys {
		images[i] = keyed{key}
	}
	return []element{imgCombination{Tag: "img_combination", Mode: modes[len(keys)], CornerRadius: "4px", Images: images}}
}

// newThumbnail gives a square picture of 80 px, cropped around its middle; a
// click enlarges it.
func newThumbnail(key string) img {
	return img{Tag: "img", Key: key, Alt: plain(""), ScaleType: "crop_center", Size: "medium", CornerRadius: "4px"}
}
