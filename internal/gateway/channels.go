package gateway

import (
	"encoding/json"
	"strings"
)

// channels gives the sales channels whose encrypted waybills (密文面单) the
// seller prints, by name. The form in which the gateway gives them is not
// documented.
func channels(values []json.RawMessage) []string {
	return first(values, func(raw json.RawMessage) ([]string, bool) {
		words, _ := readWords(raw)
		var names []string
		for _, word := range words {
			// A number would be a code that no document explains.
			if strings.Trim(word, "0123456789.") != "" {
				names = appendNew(names, []string{channelName(word)}, wordLimit)
			}
		}
		return names, len(names) > 0
	})
}

// channelName gives the name of a channel that is given by a code; anything
// else is given back as it is.
func channelName(word string) string {
	for _, channel := range channelCodes() {
		for _, code := range channel.codes {
			if strings.EqualFold(word, code) {
				return channel.name
			}
		}
	}
	return word
}

// channelCodes lists the codes: those of the gateway's own interface for
// binding shops, those of its search filters, and the usual short ones.
func channelCodes() []struct {
	name  string
	codes []string
} {
	return []struct {
		name  string
		codes []string
	}{
		{"淘宝", []string{"thyny", "taobao", "tb", "tbCiphertext"}},
		{"天猫", []string{"tm", "tmall"}},
		{"淘特", []string{"taote"}},
		{"拼多多", []string{"pinduoduo", "pdd", "pddCiphertext"}},
		{"抖音", []string{"douyin", "dy", "dyCiphertext"}},
		{"快手", []string{"kuaishou", "ks", "ksCiphertext"}},
		{"京东", []string{"jingdong", "jd", "jdCiphertext"}},
		{"小红书", []string{"xiaohongshu", "xhs", "xhsCiphertext"}},
		{"微信", []string{"weixin", "wx"}},
		{"有赞", []string{"youzan"}},
		{"美团", []string{"meituan"}},
		{"当当", []string{"dangdang"}},
		{"苏宁", []string{"suning"}},
		{"跨境", []string{"kuajing"}},
		{"寺库", []string{"siku"}},
	}
}
