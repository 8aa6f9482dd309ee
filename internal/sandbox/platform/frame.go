package platform

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The frame's methods and the header keys of the long connection, as the SDK's
// ws/const.go has them.
const (
	methodControl = 0
	methodData    = 1

	headType      = "type"
	headMessageID = "message_id"
	headSum       = "sum"
	headSeq       = "seq"
	headTraceID   = "trace_id"
	headTimestamp = "timestamp"
)

// frame is one binary WebSocket message: the protobuf message Frame of package
// pbbp2. The numbers below are its field numbers.
type frame struct {
	seqID           uint64   // 1, required
	logID           uint64   // 2, required
	service         int32    // 3, required
	method          int32    // 4, required
	headers         []header // 5
	payloadEncoding string   // 6
	payloadType     string   // 7
	payload         []byte   // 8
	logIDNew        string   // 9
}

type header struct{ key, value string }

func (f *frame) head(key string) string {
	for _, h := range f.headers {
		if h.key == key {
			return h.value
		}
	}
	return ""
}

// The wire types of protobuf that the frame uses.
const (
	wireVarint = 0
	wireFixed8 = 1
	wireBytes  = 2
	wireFixed4 = 5
)

func appendVarint(b []byte, field int, v uint64) []byte {
	b = binary.AppendUvarint(b, uint64(field)<<3|wireVarint)
	return binary.AppendUvarint(b, v)
}

func appendBytes[T string | []byte](b []byte, field int, v T) []byte {
	b = binary.AppendUvarint(b, uint64(field)<<3|wireBytes)
	b = binary.AppendUvarint(b, uint64(len(v)))
	return append(b, v...)
}

func (f *frame) marshal() []byte {
	b := appendVarint(nil, 1, f.seqID)
	b = appendVarint(b, 2, f.logID)
	b = appendVarint(b, 3, uint64(int64(f.service)))
	b = appendVarint(b, 4, uint64(int64(f.method)))
	for _, h := range f.headers {
		b = appendBytes(b, 5, appendBytes(appendBytes(nil, 1, h.key), 2, h.value))
	}
	if f.payloadEncoding != "" {
		b = appendBytes(b, 6, f.payloadEncoding)
	}
	if f.payloadType != "" {
		b = appendBytes(b, 7, f.payloadType)
	}
	if f.payload != nil {
		b = appendBytes(b, 8, f.payload)
	}
	if f.logIDNew != "" {
		b = appendBytes(b, 9, f.logIDNew)
	}
	return b
}

var errShortFrame = errors.New("frame ends early")

// field reads one field: its number, its value (a varint's as number, a
// length-delimited one's as data) and what follows it.
func field(b []byte) (num int, v uint64, data, rest []byte, err error) {
	key, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, 0, nil, nil, errShortFrame
	}
	b = b[n:]
	if key>>3 == 0 || key>>3 > 1<<29-1 {
		return 0, 0, nil, nil, fmt.Errorf("frame has field number %d", key>>3)
	}
	num = int(key >> 3)
	switch key & 7 {
	case wireVarint:
		v, n = binary.Uvarint(b)
		if n <= 0 {
			return 0, 0, nil, nil, errShortFrame
		}
		return num, v, nil, b[n:], nil
	case wireBytes:
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return 0, 0, nil, nil, errShortFrame
		}
		end := n + int(size)
		return num, 0, b[n:end], b[end:], nil
	case wireFixed8, wireFixed4:
		size := 8
		if key&7 == wireFixed4 {
			size = 4
		}
		if len(b) < size {
			return 0, 0, nil, nil, errShortFrame
		}
		return num, 0, nil, b[size:], nil
	}
	return 0, 0, nil, nil, fmt.Errorf("frame has wire type %d", key&7)
}

// unmarshal reads a frame. The four required fields must be there, as proto2
// asks; unknown fields are skipped.
func (f *frame) unmarshal(b []byte) error {
	*f = frame{}
	seen := 0
	for len(b) > 0 {
		num, v, data, rest, err := field(b)
		if err != nil {
			return fmt.Errorf("decode frame: %w", err)
		}
		b = rest
		switch num {
		case 1:
			f.seqID = v
		case 2:
			f.logID = v
		case 3:
			f.service = int32(v)
		case 4:
			f.method = int32(v)
		case 5:
			h, err := unmarshalHeader(data)
			if err != nil {
				return fmt.Errorf("decode frame header: %w", err)
			}
			f.headers = append(f.headers, h)
		case 6:
			f.payloadEncoding = string(data)
		case 7:
			f.payloadType = string(data)
		case 8:
			f.payload = append([]byte{}, data...)
		case 9:
			f.logIDNew = string(data)
		}
		if num >= 1 && num <= 4 {
			seen |= 1 << num
		}
	}
	if seen != 1<<1|1<<2|1<<3|1<<4 {
		return errors.New("decode frame: a required field is missing")
	}
	return nil
}

func unmarshalHeader(b []byte) (header, error) {
	var h header
	for len(b) > 0 {
		num, _, data, rest, err := field(b)
		if err != nil {
			return header{}, err
		}
		b = rest
		switch num {
		case 1:
			h.key = string(data)
		case 2:
			h.value = string(data)
		}
	}
	return h, nil
}
