type Suspend = (meanwhile: () => Promise<void>) => Promise<void>;

/** What only the renderer can do to the terminal, for those outside of it. */
export type TerminalControl = {
	/** The root view hands over Ink's way to leave and take back the terminal. */
	readonly connect: (suspend: Suspend) => void;
	/** Leaves and takes it back at once: everything is painted again. */
	readonly redraw: () => void;
	/** Ctrl-Z: back to the shell until `fg`. */
	readonly suspend: () => void;
};

export function terminalControl(): TerminalControl {
	let suspendInk: Suspend | null = null;
	return {
		connect(suspend) {
			suspendInk = suspend;
		},
		redraw() {
			void suspendInk?.(async () => undefined);
		},
		suspend() {
			void suspendInk?.(stoppedUntilContinued);
		},
	};
}

function stoppedUntilContinued(): Promise<void> {
	return new Promise(resolve => {
		// With its input given back nothing else may keep the program alive, a recorded fleet least of all.
		const alive = setInterval(() => undefined, 60_000);
		process.once('SIGCONT', () => {
			clearInterval(alive);
			resolve();
		});
		// The whole group, as the terminal itself would have done it: `npm start` is in it too.
		process.kill(0, 'SIGTSTP');
	});
}
