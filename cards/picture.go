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

// newThumbnail gives a square picture of 80 px, cropped around its middle; a
// click enlarges it.
func newThumbnail(key string) img {
	return img{Tag: "img", Key: key, Alt: plain(""), ScaleType: "crop_center", Size: "medium", CornerRadius: "4px"}
}
