package lark

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"tusou/bot"
)

const fixtureCard = "om_2083637df56bd49c0a624cb0be4b784f"

func TestEachClickOfTheFixturesIsRead(t *testing.T) {
	for name, want := range map[string]bot.Click{
		"card-button":              {EventID: "e77989711bb74cfc6e784006e783ce73", Tag: "button", Value: json.RawMessage(`{"v":1,"a":"page","s":"c0b72c3a9b17b1fc","p":2}`)},
		"card-button-string-value": {EventID: "926edb986489aad108bc817203beec45", Tag: "button", Value: json.RawMessage(`"page:2"`)},
		"card-button-other-user": {
			EventID: "5fbaf06c3f6330477018ebdddb18f1a8", Operator: "ou_53d61ace6ee3b70538036661889f89f0", Tag: "button",
			Value: json.RawMessage(`{"v":1,"a":"collect","s":"c0b72c3a9b17b1fc","o":"941121990036"}`),
		},
		"card-select":   {Tag: "select_static", Option: "price_asc", Value: json.RawMessage(`{"v":1,"a":"sort","s":"c0b72c3a9b17b1fc"}`)},
		"card-overflow": {Tag: "overflow", Option: "export", Value: json.RawMessage(`{"v":1,"a":"more","s":"c0b72c3a9b17b1fc"}`)},
		"card-checker":  {EventID: "e21d0c2fc6f6ad61464b81f1bb3e34b4", Tag: "checker", Name: "c1", Value: json.RawMessage(`{"v":1,"a":"toggle","k":"isOnePsale"}`)},
		"card-form": {
			Tag: "button", Name: "submit", Value: json.RawMessage(`{"v":1,"a":"refilter","s":"c0b72c3a9b17b1fc"}`),
			Form: map[string][]string{
				"service": {"isOnePsaleFreePost", "shipIn48Hours"}, "waybill": {"dyCiphertext"},
				"price_min": {"5"}, "price_max": {"２０"}, "keywords": {"小风扇"}, "sort": {"price_asc"},
			},
		},
		"card-form-empty": {Tag: "button", Name: "submit", Value: json.RawMessage(`{"v":1,"a":"refilter","s":"c0b72c3a9b17b1fc"}`), Form: map[string][]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			e := readEnvelope(t, fixture(t, name))
			got, err := parseClick(e)
			require.NoError(t, err)
			if want.Operator == "" {
				want.Operator = testBuyer
			}
			if want.EventID == "" {
				want.EventID = e.Header.EventID
			}
			want.MessageID, want.ChatID = fixtureCard, testGroup
			assert.JSONEq(t, string(want.Value), string(got.Value))
			want.Value, got.Value = nil, nil
			assert.Equal(t, want, got)
		})
	}
}

func TestOddShapesOfClicksAreRead(t *testing.T) {
	for name, test := range map[string]struct {
		action string
		check  func(t *testing.T, c bot.Click)
	}{
		"no value": {`{"tag":"button"}`, func(t *testing.T, c bot.Click) {
			assert.Nil(t, c.Value)
			assert.Nil(t, c.Form)
		}},
		"a value of null": {`{"value":null}`, func(t *testing.T, c bot.Click) { assert.Nil(t, c.Value) }},
		"a list as value": {`{"value":[1]}`, func(t *testing.T, c bot.Click) { assert.Equal(t, `[1]`, string(c.Value)) }},
		"an option of null": {`{"option":null}`, func(t *testing.T, c bot.Click) {
			assert.Empty(t, c.Option)
		}},
		"a number as option": {`{"option":3}`, func(t *testing.T, c bot.Click) { assert.Equal(t, "3", c.Option) }},
		"fields of every kind": {
			`{"form_value":{"a":5,"b":true,"c":null,"d":{"x":1},"e":["x",1,null,[],""],"f":"","g":" ５ "}}`,
			func(t *testing.T, c bot.Click) {
				assert.Equal(t, map[string][]string{"a": {"5"}, "b": {"true"}, "e": {"x", "1"}, "g": {" ５ "}}, c.Form)
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := envelope{Event: json.RawMessage(`{"operator":{"open_id":"ou_1"},"action":` + test.action + `}`)}
			c, err := parseClick(e)
			require.NoError(t, err)
			test.check(t, c)
		})
	}
}

func TestClicksThatCannotBeReadAreNamed(t *testing.T) {
	for name, body := range map[string]string{
		"nobody clicked": `{"action":{},"context":{"open_message_id":"om_1"}}`,
		"no event":       `[]`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseClick(envelope{Event: json.RawMessage(body)})
			var e *UndecodableError
			assert.ErrorAs(t, err, &e)
		})
	}
}

func TestAnswersToClicksHaveThePlatformsShape(t *testing.T) {
	for name, test := range map[string]struct {
		answer bot.ClickAnswer
		want   string
	}{
		"nothing": {bot.ClickAnswer{}, `{}`},
		"a toast": {bot.ClickAnswer{Toast: &bot.Toast{Type: "success", Text: "已收藏"}}, `{"toast":{"type":"success","content":"已收藏"}}`},
		"a card":  {bot.ClickAnswer{Card: testCard}, `{"card":{"type":"raw","data":` + string(testCard) + `}}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(callbackAnswer(test.answer))
			require.NoError(t, err)
			assert.JSONEq(t, test.want, string(got))
		})
	}
}
