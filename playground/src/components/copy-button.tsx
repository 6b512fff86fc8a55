import { Check, Copy, type LucideIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { copyText } from "./copy-text.ts";
import { Button, type ButtonProps } from "./ui/button.tsx";

export interface CopyButtonProps extends Omit<ButtonProps, "onClick"> {
  /** What is copied, or how to get it. */
  readonly text: string | (() => string);
  readonly label?: string;
  readonly icon?: LucideIcon;
}

export function CopyButton({ text, label = "Copy", icon: Icon = Copy, children, ...props }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await copyText(typeof text === "string" ? text : text());
    setCopied(true);
  };
  return (
    <Button
      variant="ghost"
      size="icon-tiny"
      aria-label={copied ? "Copied" : label}
      title={label}
      onClick={() => void copy()}
      {...props}
    >
      {copied ? <Check /> : <Icon />}
      {children}
    </Button>
  );
}
