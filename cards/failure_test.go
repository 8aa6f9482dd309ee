package cards

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"tusou/internal/lang"
	"tusou/internal/sourcing"
)

func TestEveryProblemHasACardWithReasonAndAdvice(t *testing.T) {
	for _, code := range []string{lang.Chinese, lang.English} {
		tx := texts(t, code)
		for _, p := range lang.AllProblems() {
			raw := Failure(tx, FailureView{CardID: "c1", SearchID: "s1", Problem: p}).JSON()
			assertSound(t, raw)
			text := tx.Problem(p)
			assert.Contains(t, plainOf(t, raw), text.Title, p)
			assert.Contains(t, plainOf(t, raw), text.Reason, p)
			retry := strings.Contains(string(raw), `"a":"retry"`)
			assert.Equal(t, mendable(p), retry, p)
			if !retry {
				assert.NotContains(t, text.Advice, tx.Failure.Retry, "%s advises a button that is not there", p)
			}
		}
	}
}

func TestEveryKindOfGatewayFailureHasItsProblem(t *testing.T) {
	for kind, want := range map[sourcing.FailureKind]lang.Problem{
		sourcing.FailureRefused:     lang.ProblemRefused,
		sourcing.FailureThrottled:   lang.ProblemThrottled,
		sourcing.FailureTimeout:     lang.ProblemTimeout,
		sourcing.FailureUnavailable: lang.ProblemUnavailable,
		sourcing.FailureGarbled:     lang.ProblemGarbled,
		sourcing.FailureBreaker:     lang.ProblemBreaker,
		"unheard of":                lang.ProblemInternal,
	} {
		assert.Equal(t, want, ProblemOf(kind))
	}
}

func TestTheGatewaysOwnWordsAreQuotedSmall(t *testing.T) {
	raw := Failure(texts(t, lang.Chinese), FailureView{
		CardID: "c1", Problem: lang.ProblemRefused,
		Gateway: &sourcing.Failure{Kind: sourcing.FailureRefused, Code: "10001", Message: "签名错误", TraceID: "t-1"},
	}).JSON()
	small := ""
	for _, o := range withTag(t, raw, "plain_text") {
		if o["text_size"] == sizeNotation {
			small = o["content"].(string)
		}
	}
	assert.Equal(t, "需要技术支持时，请提供：\n代码 10001\n接口说明: 签名错误\n追踪号 t-1", small)
}

func TestWithoutACardIDThereIsNothingToRetry(t *testing.T) {
	raw := Failure(texts(t, lang.Chinese), FailureView{Problem: lang.ProblemTimeout}).JSON()
	assert.Empty(t, withTag(t, raw, "button"))
}

func TestTheQuotasCardSaysHowManyAndWhenTheyReturn(t *testing.T) {
	tx := texts(t, lang.Chinese)
	raw := Failure(tx, FailureView{CardID: "c1", Problem: lang.ProblemQuota, Quota: 50}).JSON()
	assertSound(t, raw)
	assert.Contains(t, plainOf(t, raw), "你今天的搜索次数已经用完，北京时间明天 0 点恢复。")
	assert.Contains(t, plainOf(t, raw), "每人每天可以搜 50 次，查详情也算。")
	assert.Empty(t, withTag(t, raw, "button"), "trying again would not help")
	for _, v := range []FailureView{{Problem: lang.ProblemQuota}, {Problem: lang.ProblemTimeout, Quota: 50}} {
		assert.NotContains(t, string(Failure(tx, v).JSON()), "每人每天")
	}
}

func TestDetailsThatCouldNotBeHadAreAskedForAgain(t *testing.T) {
	offer := &sourcing.Offer{ID: "941121990036", URL: "https://detail.1688.com/offer/941121990036.html?sk=consign"}
	for _, code := range []string{lang.Chinese, lang.English} {
		tx := texts(t, code)
		for _, p := range lang.AllProblems() {
			raw := Failure(tx, FailureView{CardID: "c1", SearchID: "s1", Problem: p, Details: offer}).JSON()
			assertSound(t, raw)
			assert.Contains(t, plainOf(t, raw), tx.DetailProblem(p).Reason, p)
			assert.Equal(t, offer.URL, labelled(t, raw, tx.Result.Link)["behaviors"].([]any)[0].(object)["default_url"])
			var want []Action
			if mendable(p) {
				want = []Action{{Version: ActionVersion, Verb: VerbDetail, Card: "c1", Search: "s1", Offer: offer.ID}}
			}
			assert.Equal(t, want, parsed(t, raw), p)
		}
	}
}
