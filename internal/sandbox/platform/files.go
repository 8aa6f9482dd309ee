package platform

import "slices"

const maxFileBytes = 30 << 20

func (p *Platform) serveFileUpload(q *request) (any, *apiError) {
	form, refusal := q.form()
	if refusal != nil {
		return nil, refusal
	}
	kind, name := form.values["file_type"], form.values["file_name"]
	data, ok := form.files["file"]
	switch {
	case !slices.Contains([]string{"opus", "mp4", "pdf", "doc", "xls", "ppt", "stream"}, kind), name == "", !ok:
		return nil, badRequest(234001, "Invalid request param.")
	case len(data) == 0:
		return nil, badRequest(234010, "File's size can't be 0.")
	case len(data) > maxFileBytes:
		return nil, badRequest(234006, "The file size exceed the max value.")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := resourceKey("file_v3")
	p.files[key] = &upload{data: data, name: name, contentType: octetStream, fileType: kind, ours: true, at: p.cfg.Now()}
	return map[string]string{"file_key": key}, nil
}
