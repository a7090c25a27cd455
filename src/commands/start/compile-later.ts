import {setFlagsFromString} from 'node:v8';

/** Milliseconds: most commands have ended by then, and the inspector has its fleet. */
const untilCompiled = 1_500;

/** Versions of V8 that are known to have Maglev and its flag: Node 22 to 25. */
const withMaglev = {from: 12, to: 14};

/**
 * Starts without V8's optimising compilers: they work for what runs long, and while a fleet is judged for the first time they cost more
 * than they bring. 500 containers take 230 ms of processor time without TurboFan, 360 with it (Node 20).
 *
 * Maglev, the compiler between, stays away: it works in threads of its own, and what they needed for a moment the C library keeps for
 * each of them, 40 MB with 500 containers.
 *
 * @param atEndOfStart  is called before the flags change, unless the program ends sooner
 */
export function compileLater(atEndOfStart: () => void): void {
	const version = Number.parseInt(process.versions.v8, 10);
	if (version >= withMaglev.from && version <= withMaglev.to) setFlagsFromString('--no-maglev');
	setFlagsFromString('--no-turbofan');
	setTimeout(() => {
		atEndOfStart();
		setFlagsFromString('--turbofan');
	}, untilCompiled).unref();
}
