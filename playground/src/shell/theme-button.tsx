import { Monitor, Moon, Sun } from "lucide-react";
import { Button } from "../components/ui/button.tsx";
import { chooseTheme, type Theme, useTheme } from "./theme.ts";

const NEXT = {
  system: { theme: "light", icon: Monitor, says: "Colours follow the system" },
  light: { theme: "dark", icon: Sun, says: "Light colours" },
  dark: { theme: "system", icon: Moon, says: "Dark colours" },
} as const satisfies Record<Theme, unknown>;

export function ThemeButton() {
  const { theme, icon: Icon, says } = NEXT[useTheme()];
  return (
    <Button
      variant="ghost"
      size="icon-small"
      aria-label={`${says}; change`}
      title={says}
      onClick={() => chooseTheme(theme)}
    >
      <Icon />
    </Button>
  );
}
