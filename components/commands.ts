import type {Actions} from '../src/tui/index.js';

/** Commands that are more than the action of the same name. */
const derived = {
	tabByNumber: (actions: Actions, key: string) => actions.tabByNumber(Number(key) || 10),
	nextContainer: (actions: Actions) => actions.stepContainer(1),
	previousContainer: (actions: Actions) => actions.stepContainer(-1),
	raiseThreshold: (actions: Actions) => actions.stepThreshold(1),
	lowerThreshold: (actions: Actions) => actions.stepThreshold(-1),
} as const;

type Derived = keyof typeof derived;
/** The actions that take nothing. */
type Plain = {[Name in keyof Actions]: Actions[Name] extends () => unknown ? Name : never}[keyof Actions];

/** What a key or a palette entry can run, by name. */
export type KeyCommand = Derived | Exclude<Plain, Derived>;

const isDerived = (name: KeyCommand): name is Derived => Object.hasOwn(derived, name);

/** Runs a command; `key` is the pressed key, `''` from the palette. A failure is shown, and the next key works. */
export function run(name: KeyCommand, actions: Actions, key = ''): void {
	const stopped = (error: unknown) => actions.stopped(`the command ${name}`, error);
	try {
		Promise.resolve(isDerived(name) ? derived[name](actions, key) : actions[name]()).catch(stopped);
	} catch (error) {
		stopped(error);
	}
}
