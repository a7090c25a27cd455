import {Box, useApp, useInput, usePaste} from 'ink';
import {useEffect} from 'react';
import {mouseEvents, sanitise} from '../src/base/index.js';
import {tooSmall} from '../src/tui/index.js';
import {Boundary} from './Boundary.js';
import {ConnectionProblem} from './ConnectionProblem.js';
import {Fleet} from './Fleet.js';
import {Help} from './Help.js';
import {press} from './input.js';
import {keysOf} from './keys.js';
import {point} from './mouse.js';
import {PageScreen} from './PageScreen.js';
import {Palette} from './Palette.js';
import {TooSmall} from './TooSmall.js';
import type {TerminalControl} from './terminal-control.js';
import {useTui, useTuiState} from './use-tui.js';

/** The whole screen: the top of the stack, or an overlay. */
export function App({control}: {control: TerminalControl}) {
	const tui = useTui();
	const columns = useTuiState(state => state.size.columns);
	const rows = useTuiState(state => state.size.rows);
	const view = useTuiState(state => state.frames.at(-1)?.view);

	const {suspendTerminal} = useApp();
	useEffect(() => control.connect(suspendTerminal), [control, suspendTerminal]);

	useInput((input, key) => {
		for (const event of mouseEvents(input)) point(event, tui);
		for (const name of keysOf(input, key)) press(name, tui);
	});
	// A paste is text for a prompt, never a sequence of commands.
	usePaste(text => {
		if (tui.store.getState().prompt) tui.actions.typed(sanitise(text));
	});

	// Lines already fit the width. Clipped horizontally, Ink would split each into graphemes again: a key would take almost twice as long.
	return (
		<Box width={columns} height={rows} flexDirection="column" overflowY="hidden">
			<Boundary what="drawing the screen" of={view}>
				<Screen />
			</Boundary>
		</Box>
	);
}

function Screen() {
	const small = useTuiState(tooSmall);
	const connectionProblem = useTuiState(state => state.connectionProblem);
	const prompt = useTuiState(state => state.prompt?.kind);
	const view = useTuiState(state => state.frames.at(-1)?.view.kind);

	if (small) return <TooSmall />;
	if (prompt === 'help') return <Help />;
	if (prompt === 'palette') return <Palette />;
	if (connectionProblem && view !== 'engines') return <ConnectionProblem />;
	return view === 'fleet' ? <Fleet /> : <PageScreen />;
}
