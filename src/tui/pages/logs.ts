import {counted} from '../../base/index.js';
import type {KeyNames} from './key-names.js';
import {line, type Page, prose, say} from './layout/page.js';
import {logLine} from './log-lines.js';
import type {ContainerContext, LogState} from './page-state.js';

/** What the container wrote: the last lines, then what follows. Secrets are masked; times are those of the engine. */
export function logsPage({entry, state: {log, hasLogs, keyNames}, width}: ContainerContext): Page {
	if (!hasLogs) return {lines: [line(' A recorded fleet has no logs.')]};
	if (log?.id !== entry.id) return {lines: [line(' asking the engine …')]};
	return {lines: [...log.lines.map(logLine), ...endLines(log, keyNames, width)]};
}

function endLines({lines, state, failed}: LogState, {up, toBottom}: KeyNames, width: number): Page['lines'] {
	if (failed !== null) return prose(failed, width, {tone: 'strong'});
	if (state === 'reading' && lines.length === 0) return [line(' asking the engine …')];
	const end =
		state === 'ended' ? 'end of the log: the container does not run' : `new lines follow; ${up} holds, ${toBottom} goes on`;
	return [line(say(lines.length === 0 ? ` nothing written · ${end}` : ` ${counted(lines.length, 'line')} · ${end}`, 'muted'))];
}
