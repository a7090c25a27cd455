import {setImmediate as turn} from 'node:timers/promises';
import {render} from 'ink-testing-library';
import {onTestFinished} from 'vitest';
import {App} from '../../../components/App.js';
import {press} from '../../../components/input.js';
import {terminalControl} from '../../../components/terminal-control.js';
import {TuiProvider} from '../../../components/use-tui.js';
import type {Services} from '../../../src/tui/store/services.js';
import {type Sample, shop} from '../../support/sample-fleet.js';
import {sampleTui} from '../../support/sample-tui.js';

/** The inspector as it is drawn. The testing library's terminal is 100 columns wide and has no height: the store says what there is. */
export function show(samples: readonly Sample[] = shop, columns = 100, rows = 24, services: Partial<Services> = {}) {
	const {tui} = sampleTui(samples, {columns, rows, ...services});
	const screen = render(
		<TuiProvider value={tui}>
			<App control={terminalControl()} />
		</TuiProvider>,
	);
	onTestFinished(() => {
		screen.unmount();
		tui.close();
	});
	/** A change is drawn in a microtask, and its effects in a turn of the event loop, however long that takes: no time decides. */
	const frame = async (): Promise<string> => {
		for (let turns = 0; turns < 10; turns += 1) await turn();
		return screen.lastFrame() ?? '';
	};
	return {...tui, frame, press: (key: string) => press(key, tui)};
}
