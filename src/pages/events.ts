import {itemLine, line, type Page, say} from './layout/page.js';
import type {PageContext} from './page-state.js';
import {clockTime} from './runtime.js';

/** What changed since dockscope started, newest first; times in UTC. */
export function eventsPage({state: {events, model}}: PageContext): Page {
	if (events.length === 0)
		return {
			lines: [
				line(
					model.connection.state === 'replayed'
						? ' a recorded fleet does not change'
						: ' nothing has changed since dockscope started',
				),
				line(say(' In a shell, dockscope events follows them as text or JSON', 'muted')),
			],
		};
	return {
		lines: events.map(({at, text, id}) =>
			itemLine(
				id === '' ? {copy: text} : {copy: text, open: {kind: 'container', id, tab: 'runtime'}},
				say(` ${clockTime(at)}  `, 'muted'),
				say(text),
			),
		),
	};
}
