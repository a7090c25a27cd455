import {onTestFinished, vi} from 'vitest';
import {pageOf} from '../../../src/tui/store/page-of.js';
import type {Services} from '../../../src/tui/store/services.js';
import {type Sample, shop} from '../../support/sample-fleet.js';
import {sampleTui} from '../../support/sample-tui.js';

/** The inspector over these containers, and what one reads on its screen; closed after the test. */
export function inspect(samples: readonly Sample[] = shop, services: Partial<Services> = {}) {
	const {tui, fleet, copied} = sampleTui(samples, services);
	onTestFinished(() => {
		tui.close();
		vi.useRealTimers();
	});
	const {store, actions} = tui;
	return {
		tui,
		fleet,
		copied,
		actions,
		state: store.getState,
		names: () => store.getState().lines.map(line => String(line.kind === 'group' ? `[${line.name}]` : line.entry.name)),
		selected: () => {
			const {lines, cursor} = store.getState();
			const line = lines[cursor];
			return line?.kind === 'container' ? String(line.entry.name) : null;
		},
		page: () =>
			(pageOf(store.getState())?.lines ?? [])
				.map(line =>
					line.kind === 'text' ? line.spans.map(span => span.text).join('') : (line.table.rows[line.row]?.join(' | ') ?? ''),
				)
				.join('\n'),
	};
}

export const many = (count: number): readonly Sample[] =>
	Array.from({length: count}, (_, index) => ({name: `c-${String(index).padStart(3, '0')}`}));
