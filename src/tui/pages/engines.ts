import {safe, trusted} from '../../base/index.js';
import {blank, line, type Page, prose, tableLines} from './layout/page.js';
import type {PageContext} from './page-state.js';

/** The engines that this run can show, one at a time; Enter opens one. */
export function enginesPage({state: {engines, keyNames}, width}: PageContext): Page {
	if (engines.length === 0) return {lines: [line(' reading the Docker contexts …')]};
	const table = {
		columns: [{title: trusted('CONTEXT')}, {title: trusted('NOW')}, {title: trusted('ENGINE')}],
		rows: engines.map(({shown, address, open}) => [shown, trusted(open ? 'open' : ''), address]),
	};
	return {
		lines: [
			...tableLines(
				table,
				engines.map(({name, address}) => ({copy: address, engine: name})),
			),
			blank,
			...prose(
				safe`${keyNames.enter} switches to that engine. dockscope --context NAME --context NAME chooses the engines of a run.`,
				width,
				{
					tone: 'muted',
				},
			),
		],
	};
}
