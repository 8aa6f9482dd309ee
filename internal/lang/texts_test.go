package lang

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// leaf is one text with the path of its field.
type leaf struct {
	path   string
	text   string
	format bool
}

// leaves gives every text of a language, in a fixed order.
func leaves(t *testing.T, code string) []leaf {
	t.Helper()
	texts, err := For(code)
	require.NoError(t, err)
	var found []leaf
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			found = append(found, leaf{path, v.String(), v.Type() == reflect.TypeFor[Format]()})
		case reflect.Struct:
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.Slice:
			require.NotZero(t, v.Len(), "%s is empty", path)
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
			}
		case reflect.Map:
			require.NotZero(t, v.Len(), "%s is empty", path)
			keys := v.MapKeys()
			slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
			for _, key := range keys {
				walk(path+"["+key.String()+"]", v.MapIndex(key))
			}
		default:
			t.Fatalf("%s is a %s: teach this test to read it", path, v.Kind())
		}
	}
	walk(code, reflect.ValueOf(*texts))
	return found
}

func TestNoTextIsEmpty(t *testing.T) {
	for _, code := range []string{Chinese, English} {
		for _, l := range leaves(t, code) {
			assert.NotEmpty(t, strings.TrimSpace(l.text), l.path)
			assert.Equal(t, strings.TrimSpace(l.text), l.text, "%s has white space around it", l.path)
		}
	}
}

var verb = regexp.MustCompile(`%(\[\d+\])?[a-z%]`)

func TestBothLanguagesHaveTheSameTextsAndTakeTheSameValues(t *testing.T) {
	zh, en := leaves(t, Chinese), leaves(t, English)
	require.Len(t, en, len(zh))
	for i := range zh {
		assert.Equal(t, strings.TrimPrefix(zh[i].path, Chinese), strings.TrimPrefix(en[i].path, English))
		assert.Equal(t, verb.FindAllString(zh[i].text, -1), verb.FindAllString(en[i].text, -1), zh[i].path)
	}
}

func TestOnlyFormatsTakeValues(t *testing.T) {
	for _, code := range []string{Chinese, English} {
		for _, l := range leaves(t, code) {
			assert.Equal(t, l.format, verb.MatchString(l.text), "%s: %s", l.path, l.text)
		}
	}
}

func TestEnglishTextsHoldNoChineseWhereABuyerCouldNotTypeIt(t *testing.T) {
	han := regexp.MustCompile(`\p{Han}`)
	for _, l := range leaves(t, English) {
		if strings.Contains(l.path, "Help.Examples") || strings.Contains(l.path, "WhichChannel") {
			continue // terms that are typed in Chinese
		}
		assert.False(t, han.MatchString(l.text), "%s: %s", l.path, l.text)
	}
}

func TestEveryProblemHasItsTexts(t *testing.T) {
	for _, code := range []string{Chinese, English} {
		texts, err := For(code)
		require.NoError(t, err)
		assert.Len(t, texts.Problems, len(AllProblems()))
		for _, p := range AllProblems() {
			assert.Contains(t, texts.Problems, p)
		}
		assert.Equal(t, texts.Problems[ProblemInternal], texts.Problem("unheard of"))
	}
}

func TestDetailsHaveTheirOwnWordsWhereThoseOfASearchWouldBeWrong(t *testing.T) {
	for _, code := range []string{Chinese, English} {
		texts, err := For(code)
		require.NoError(t, err)
		for p := range texts.DetailProblems {
			assert.Contains(t, AllProblems(), p)
			assert.NotEqual(t, texts.Problem(p), texts.DetailProblem(p))
		}
		assert.Equal(t, texts.Problem(ProblemStore), texts.DetailProblem(ProblemStore))
		assert.Equal(t, texts.DetailProblems[ProblemInternal], texts.DetailProblem("unheard of"))
	}
}

func TestAnUnknownLanguageIsRefused(t *testing.T) {
	for _, code := range []string{"", "ZH", "fr"} {
		_, err := For(code)
		assert.Error(t, err, code)
	}
}

func TestTheTextsOfOneCallerAreNotAnothers(t *testing.T) {
	mine, err := For(Chinese)
	require.NoError(t, err)
	mine.Groups["service"] = "changed"
	yours, err := For(Chinese)
	require.NoError(t, err)
	assert.Equal(t, "代发服务", yours.Groups["service"])
}

func TestAgesAreSaidInTheLargestWholeUnit(t *testing.T) {
	for _, c := range []struct {
		age    time.Duration
		zh, en string
	}{
		{-time.Hour, "刚刚", "just now"},
		{0, "刚刚", "just now"},
		{59 * time.Second, "刚刚", "just now"},
		{time.Minute, "1 分钟前", "1 min ago"},
		{59*time.Minute + 59*time.Second, "59 分钟前", "59 min ago"},
		{time.Hour, "1 小时前", "1 h ago"},
		{23*time.Hour + 59*time.Minute, "23 小时前", "23 h ago"},
		{24 * time.Hour, "1 天前", "1 d ago"},
		{7 * 24 * time.Hour, "7 天前", "7 d ago"},
	} {
		for code, want := range map[string]string{Chinese: c.zh, English: c.en} {
			texts, err := For(code)
			require.NoError(t, err)
			assert.Equal(t, want, texts.Age(c.age), "%s in %s", c.age, code)
		}
	}
}

func TestFormatsTakeTheValuesInOrder(t *testing.T) {
	texts, err := For(Chinese)
	require.NoError(t, err)
	assert.Equal(t, "20 个结果中 8 个在 10–20 元", texts.Result.InRange.With(20, 8, texts.Result.Between.With("10", "20")))
	assert.Equal(t, "第 2 张 / 共 9 张", texts.Result.Label.With(2, 9))
}
