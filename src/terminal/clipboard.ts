import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {TerminalFeatures} from './features.js';
import type {SafeText} from './safe-text.js';
import {sanitise} from './sanitise.js';
import {temporaryFolder} from './temporary-folder.js';

/** Longest payload in base64 that common terminals take (xterm and hterm cut or drop longer ones; k9s keeps the same bound). */
export const longestPayload = 74_994;

/**
 * The sequence that hands text to the clipboard of the terminal on the person's own side, through ssh and multiplexers; `null` when
 * the text is too long for it. Nobody answers it: whether it arrived cannot be known.
 *
 * @source xterm ctlseqs, OSC 52; tmux(1) allow-passthrough (ESC doubled inside DCS tmux;); screen(1), DCS is passed on in pieces
 */
export function clipboardSequence(text: SafeText, multiplexer: TerminalFeatures['multiplexer']): string | null {
	const payload = Buffer.from(text, 'utf8').toString('base64');
	if (payload.length > longestPayload) return null;
	const sequence = `\x1b]52;c;${payload}\x07`;
	// tmux takes the one with allow-passthrough, the other with set-clipboard; which of them is on cannot be seen from here.
	if (multiplexer === 'tmux') return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\${sequence}`;
	if (multiplexer === 'screen') return inPieces(sequence);
	return sequence;
}

/** screen forgets strings of more than 768 bytes, so each piece travels in a DCS of its own. */
function inPieces(sequence: string): string {
	const pieces = sequence.match(/[\s\S]{1,256}/g) ?? [];
	return pieces.map(piece => `\x1bP${piece}\x1b\\`).join('');
}

/**
 * Writes text to a new file that its owner alone can read, in a new folder that nobody else can enter: a name that can be guessed in
 * a folder that all may write to would be an invitation.
 */
export async function saveText(text: SafeText): Promise<SafeText> {
	const folder = await temporaryFolder('dockscope-');
	const path = join(folder, 'page.txt');
	await writeFile(path, `${text}\n`, {mode: 0o600, flag: 'wx'});
	return sanitise(path);
}
