type Suspend = (meanwhile: () => Promise<void>) => Promise<void>;

/** Terminal functions that only the renderer has, for code outside of it. */
export type TerminalControl = {
	/** The root view passes in Ink's function to leave and re-enter the terminal. */
	readonly connect: (suspend: Suspend) => void;
	/** Leaves and re-enters at once, which repaints everything. */
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
		// Without input nothing else may keep the program alive, especially with a recorded fleet.
		const alive = setInterval(() => undefined, 60_000);
		process.once('SIGCONT', () => {
			clearInterval(alive);
			resolve();
		});
		// The whole process group, as the terminal itself would do: it includes `npm start`.
		process.kill(0, 'SIGTSTP');
	});
}
