// A delivered and a generated plan as the rows of a table: words, units and signs. What differs was found in Rust.

import type { Modality, NumberPair, PlanComparison, PlanView, WordPair } from '../api/generated';
import { biologicalFigure, doseFigure, NO_BREAK_SPACE, perFractionFigure, trimmed } from '../format/dose';

/** What a plan says of a row. `parts` tells the phases apart where there are several. */
export type PlanCell =
  | { kind: 'words'; text: string; parts: string }
  | { kind: 'figure'; figure: string; unit: string; parts: string }
  | { kind: 'modalities'; modalities: Modality[] }
  | { kind: 'notStated' };

export interface PlanRow {
  name: 'Target' | 'Site' | 'Side' | 'Modality' | 'Dose' | 'Fractions' | 'Per fraction' | 'BED' | 'EQD2';
  /** What stands behind the name: the α/β of a biological dose. */
  under: string;
  delivered: PlanCell;
  generated: PlanCell;
  differs: boolean;
  /** Said in the last column: `same`, `differs`, or by how much with its sign. */
  difference: string;
}

export function planRows(delivered: PlanView, generated: PlanView, compared: PlanComparison): PlanRow[] {
  const [there, here] = [sideOf(delivered, compared.modality.delivered), sideOf(generated, compared.modality.generated)];
  const figures = (name: PlanRow['name'], pair: NumberPair, format: (value: number) => string, unit: (side: Side) => string, parts: (side: Side) => string, under = ''): PlanRow => ({
    name,
    under,
    delivered: figureCell(pair.delivered, format, unit(there), parts(there)),
    generated: figureCell(pair.generated, format, unit(here), parts(here)),
    differs: pair.differs,
    difference: differenceWords(pair, format, unit(there) === '' ? '' : 'Gy'),
  });
  const none = () => '';
  const alphaBeta = `α/β${NO_BREAK_SPACE}${trimmed(compared.alphaBetaGy, 1)}`;
  return [
    wordRow('Target', compared.target),
    ...(compared.site ? [wordRow('Site', compared.site)] : []),
    ...(compared.side ? [wordRow('Side', compared.side)] : []),
    {
      name: 'Modality',
      under: '',
      delivered: modalityCell(compared.modality.delivered),
      generated: modalityCell(compared.modality.generated),
      differs: compared.modality.differs,
      difference: compared.modality.delivered.length === 0 && compared.modality.generated.length === 0 ? NOTHING : sameOr(compared.modality.differs),
    },
    figures('Dose', compared.doseGy, doseFigure, (side) => side.gray, (side) => side.doses),
    figures('Fractions', compared.fractions, String, none, (side) => side.fractions),
    figures('Per fraction', compared.perFractionGy, perFractionFigure, (side) => side.firstGray, (side) => side.further),
    figures('BED', compared.bedGy, biologicalFigure, (side) => side.gray, none, alphaBeta),
    figures('EQD2', compared.eqd2Gy, biologicalFigure, (side) => side.gray, none, alphaBeta),
  ];
}

/** What a screen reader says of a figure: `54 gray`. */
export const spokenFigure = (figure: string, unit: string): string => `${figure}${unit === '' ? '' : unit === 'Gy' ? ' gray' : ' gray, RBE-weighted'}`;

/** Where neither plan states anything. */
const NOTHING = '–';
const sameOr = (differs: boolean) => (differs ? 'differs' : 'same');

/** What the phases of one plan add to its rows. */
interface Side {
  gray: string;
  firstGray: string;
  doses: string;
  fractions: string;
  further: string;
}

const WEIGHTED = `Gy${NO_BREAK_SPACE}(RBE)`;

function sideOf({ phases }: PlanView, modalities: Modality[]): Side {
  const isSplit = phases.length > 1;
  const figures = (of: (index: number) => string) => phases.map((_, index) => of(index)).join(` + `);
  return {
    // A sum with protons in it is RBE-weighted; photons weigh 1.
    gray: modalities.includes('proton') ? WEIGHTED : 'Gy',
    firstGray: phases[0]?.modality === 'proton' ? WEIGHTED : 'Gy',
    doses: isSplit ? figures((index) => doseFigure(phases[index]?.doseGy ?? 0)) : '',
    fractions: isSplit ? figures((index) => String(phases[index]?.fractions ?? 0)) : '',
    further: isSplit ? `then ${phases.slice(1).map((phase) => perFractionFigure(phase.dosePerFractionGy)).join(', ')}` : '',
  };
}

function figureCell(value: number | null, format: (value: number) => string, unit: string, parts: string): PlanCell {
  return value === null ? { kind: 'notStated' } : { kind: 'figure', figure: format(value), unit, parts };
}

const modalityCell = (modalities: Modality[]): PlanCell => (modalities.length === 0 ? { kind: 'notStated' } : { kind: 'modalities', modalities });

function wordRow(name: PlanRow['name'], pair: WordPair): PlanRow {
  const cell = (text: string | null): PlanCell => (text === null ? { kind: 'notStated' } : { kind: 'words', text, parts: '' });
  const isNothing = pair.delivered === null && pair.generated === null;
  return { name, under: '', delivered: cell(pair.delivered), generated: cell(pair.generated), differs: pair.differs, difference: isNothing ? NOTHING : sameOr(pair.differs) };
}

function differenceWords({ delivered, generated, difference, differs }: NumberPair, format: (value: number) => string, unit: string): string {
  if (delivered === null && generated === null) return NOTHING;
  if (!differs || difference === null) return sameOr(differs);
  const figure = format(difference);
  // What rounds to nothing still differs: it is marked, so it is said.
  if (figure === '0') return 'differs';
  return `${difference > 0 ? '+' : ''}${figure.replace('-', '\u2212')}${unit === '' ? '' : NO_BREAK_SPACE + unit}`;
}
