package sourcing

// Filter is one of the gateway's search filters. The table of all filters is
// data; see Filters.
type Filter struct {
	Key     string   // the gateway's value
	Name    string   // full Chinese name, as the bot shows it
	English string   // name under TUSOU_LANG=en
	Group   Group    // where the filter form and /filters list it
	Seed    bool     // one of the ten of the vendor's interface document
	Full    []string // other full names: count as terms even when glued to other words
	Short   []string // ambiguous names: count only alone or beside another term
}

// Group is a heading under which filters are listed.
type Group string

// The groups, in the order in which they are listed.
const (
	GroupService Group = "service" // 代发服务
	GroupWaybill Group = "waybill" // 密文面单
)

// Filters gives the table in the order of the lists shown to people.
func Filters() []Filter {
	return []Filter{
		{Key: "isOnePsaleFreePost", Name: "包邮", English: "Free shipping", Group: GroupService, Seed: true},
	}
}
