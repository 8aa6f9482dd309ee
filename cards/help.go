package cards

import "tusou/internal/lang"

// HelpView says which commands /help lists.
type HelpView struct {
	Commands []string // English names without the slash, in order; names without a text are left out
}

// Help is the card of /help: what the bot can do, with examples.
func Help(t *lang.Texts, v HelpView) Card {
	var commands []lang.Example
	for _, name := range v.Commands {
		if command, ok := t.Help.Command[name]; ok {
			commands = append(commands, command)
		}
	}
	elements := []element{
		newMarkdown("**" + t.Help.Picture + "**\n" + bullets(t.Help.Pictures)),
		newMarkdown("**" + t.Help.Terms + "**\n" + examples(t.Help.Examples)),
	}
	if len(commands) > 0 {
		elements = append(elements, newMarkdown("**"+t.Help.Commands+"**\n"+examples(commands)))
	}
	return Card{header: newHeader(templateInfo, t.Help.Title, ""), summary: t.Help.Title, elements: elements}
}

// examples writes what to type as code and what it does beside it.
func examples(list []lang.Example) string {
	lines := make([]string, len(list))
	for i, e := range list {
		lines[i] = "`" + e.Type + "` " + e.Does
	}
	return bullets(lines)
}
