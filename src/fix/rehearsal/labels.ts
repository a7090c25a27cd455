/** On every container that a rehearsal creates: the start of the original's id. A hint for people; it proves nothing. */
export const rehearsalLabel = 'dockscope.rehearsal';

/** On a scanner's container. */
const scanLabel = 'dockscope.scan';

/** Names and labels of what dockscope creates, which anyone may copy. */
export const looksLikeOurs = (names: readonly string[], labels: Readonly<Record<string, string>>): boolean =>
	rehearsalLabel in labels || scanLabel in labels || names.some(name => /^\/?dockscope-(twin|scan)-/.test(name));
