import type {KeyCommand} from '../../../components/commands.js';
import type {Screen} from '../../support/terminal-program.js';

/** What a key must do to be worth its line in the help. Starts on the list, at its top; may end anywhere. */
export type Proof = (screen: Screen, key: string) => Promise<void>;

/** By what the key does. */
export type Proofs = Partial<Record<KeyCommand, Proof>>;
